package io.nearfield.index.search;

/**
 * How full a cell is.
 *
 * @param living entries that are there
 * @param dead entries that were removed or replaced, and still take up room
 */
public record CellLoad(int living, int dead) {}
