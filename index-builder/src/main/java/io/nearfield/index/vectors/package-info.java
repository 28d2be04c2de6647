/**
 * Files of vectors as others write them: {@code .fvecs}, {@code .ivecs} and {@code .bvecs} of the
 * TEXMEX collections, {@code .npy} of NumPy. Start from {@link
 * io.nearfield.index.vectors.VectorFile}.
 *
 * <p>Allowed imports: the JDK, {@link io.nearfield.index.VectorBatch}, and the bytes and errors of
 * {@link io.nearfield.index.format}.
 */
package io.nearfield.index.vectors;
