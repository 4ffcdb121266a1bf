"""Pictures in cells of a terminal: each kind a module, on scales, ticks, axes and a canvas that they share."""
