/** All pairs of a set of vectors: each one's nearest among all. */
package io.nearfield.benchmarks.pairs;
