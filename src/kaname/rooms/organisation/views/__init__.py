"""Pages of the organisation, one module for each noun."""
