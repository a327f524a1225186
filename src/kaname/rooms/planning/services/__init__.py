"""The verbs of planning, one module for each noun."""
