"""Forms of laws and pledges: what is typed becomes checked values; every rule stands in the services."""
