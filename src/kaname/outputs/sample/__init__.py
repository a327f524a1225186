"""The sample hospital: みなと総合病院, invented people and fourteen months of history, made through the services."""
