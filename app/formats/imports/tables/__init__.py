"""Tables: cells, columns, grids and rows."""
