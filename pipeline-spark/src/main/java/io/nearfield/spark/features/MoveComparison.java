package io.nearfield.spark.features;

/**
 * How far the neighbours by two models agree.
 *
 * @param queries how many entities were asked for
 * @param k how many neighbours of each
 * @param overlap the mean share of neighbours that both have
 * @param overlapLow the share that nine in ten queries reach
 * @param vectorsOld how many vectors the old set has
 * @param vectorsNew how many the new one has
 * @param missing entities of the old set that the new one lacks
 * @param judged how many judged queries were asked; 0 if none were given
 * @param ndcgOld their nDCG@k by the old model; NaN without judgements
 * @param ndcgNew the same by the new one
 */
public record MoveComparison(
    int queries,
    int k,
    double overlap,
    double overlapLow,
    long vectorsOld,
    long vectorsNew,
    long missing,
    int judged,
    double ndcgOld,
    double ndcgNew) {}
