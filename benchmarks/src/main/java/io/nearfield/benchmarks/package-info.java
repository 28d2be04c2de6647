/**
 * What the index costs on this machine, beside FAISS and beside what the machine can do at most.
 * Start from {@link io.nearfield.benchmarks.Benchmarks}; what each figure means stands in {@code
 * docs/benchmarks.md}.
 */
package io.nearfield.benchmarks;
