/** One JMH class for each family of kernels. */
package io.nearfield.benchmarks.kernel;
