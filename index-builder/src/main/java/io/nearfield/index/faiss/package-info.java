/**
 * Files that FAISS writes and reads. Start from {@link io.nearfield.index.faiss.FaissFiles}; each
 * section of such a file is a class of its own that says how its bytes lie. Written after FAISS's
 * sources of version 1.15.0 and checked against 1.7.3 too.
 *
 * <p>Allowed imports: the JDK and the other packages of the module.
 */
package io.nearfield.index.faiss;
