/** The vectors that are measured with: read from a folder, or made from a seed. */
package io.nearfield.benchmarks.data;
