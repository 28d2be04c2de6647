/**
 * Two sides that search the same vectors: this index and FAISS. Start from {@link
 * io.nearfield.benchmarks.compare.Comparison}; everything that is asked of one side is asked of the
 * other, by the same rule.
 */
package io.nearfield.benchmarks.compare;
