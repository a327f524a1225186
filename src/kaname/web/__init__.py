"""The toolkit at the bottom of the house: layout, components, lists, files. It knows no domain."""
