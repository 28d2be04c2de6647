/**
 * Embedding as a Spark job beside a bare loop over ONNX Runtime: the same model, texts and threads.
 * Start from {@link io.nearfield.benchmarks.embed.SparkSide} and {@link
 * io.nearfield.benchmarks.embed.BareLoop}.
 */
package io.nearfield.benchmarks.embed;
