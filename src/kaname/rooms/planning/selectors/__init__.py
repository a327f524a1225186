"""The shared reads of planning, one module for each noun."""
