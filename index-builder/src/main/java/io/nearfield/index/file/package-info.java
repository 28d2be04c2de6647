/**
 * Whole indexes in files, memory-mapped or read onto the heap: the layout of {@code
 * docs/format.md}. Start from {@link io.nearfield.index.file.IndexFiles}.
 *
 * <p>Allowed imports: the JDK and every package of the module.
 */
package io.nearfield.index.file;
