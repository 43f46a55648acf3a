"""Published tables computed anew, from their specification, with the number of the paper beside."""
