"""Reads about laws and pledges that several places need. They never write."""
