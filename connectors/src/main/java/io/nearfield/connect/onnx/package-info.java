/**
 * Embedding models on ONNX Runtime: the two built-in ones, and any folder with an exported model in
 * it. Start from {@link io.nearfield.connect.onnx.Models}.
 *
 * <p>Allowed imports: the JDK, {@code io.nearfield.connect.api}, ONNX Runtime, Hadoop's file
 * systems, the Hugging Face tokenizers, Jackson's tree model, the ONNX protobuf classes and slf4j.
 * Everything but {@link io.nearfield.connect.onnx.Models}, {@link
 * io.nearfield.connect.onnx.ModelOptions}, {@link io.nearfield.connect.onnx.Device} and {@link
 * io.nearfield.connect.onnx.ModelCache} is internal.
 */
package io.nearfield.connect.onnx;
