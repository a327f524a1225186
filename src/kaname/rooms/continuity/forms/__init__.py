"""Forms of continuity: what is typed becomes checked values; every rule stands in the services."""
