"""Pages of laws and pledges, one module for each noun."""
