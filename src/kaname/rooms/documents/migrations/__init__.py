"""Schema of documents."""
