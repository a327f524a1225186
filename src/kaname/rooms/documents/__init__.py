"""規程と文書: the controlled documents on which the hospital's safety management rests."""
