"""How planning shows its reports."""
