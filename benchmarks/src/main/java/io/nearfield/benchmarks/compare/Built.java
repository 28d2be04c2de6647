package io.nearfield.benchmarks.compare;

/**
 * What making an index took.
 *
 * @param trainSeconds cells and codes, also where the cells were trained earlier for another index
 * @param addSeconds assigning, encoding and storing all vectors
 * @param bytes all that a search touches: entries, centroids, codebooks, and tables that are kept
 *     beside them
 * @param peakBytes the most memory the process held meanwhile, the vectors themselves included; 0
 *     where the system does not say
 * @param peakHeapBytes of it on Java's heap; 0 for a process without one
 */
public record Built(
    double trainSeconds, double addSeconds, long bytes, long peakBytes, long peakHeapBytes) {}
