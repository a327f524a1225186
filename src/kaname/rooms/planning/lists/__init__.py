"""The lists of planning, one module for each noun."""
