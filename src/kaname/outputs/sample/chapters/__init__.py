"""The chapters of the story: each puts on the stage what its people do, and when."""
