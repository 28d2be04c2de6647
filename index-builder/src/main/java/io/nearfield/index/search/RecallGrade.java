package io.nearfield.index.search;

/**
 * A measured recall.
 *
 * @param recall mean over the queries, 0 to 1
 * @param low lower end of the 95 % interval, 0 to 1
 * @param high upper end of the same
 * @param queries how many queries it comes from
 */
public record RecallGrade(double recall, double low, double high, int queries) {}
