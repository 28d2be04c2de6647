/**
 * Lookups over HTTP beside lookups in process, under the load of a public tool. Start from {@link
 * io.nearfield.benchmarks.http.Wrk}.
 */
package io.nearfield.benchmarks.http;
