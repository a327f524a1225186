"""The room of the organisation (体制): who is here, who answers for what, and to whom they report."""
