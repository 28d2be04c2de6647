/**
 * Flink SQL: tables over an index, which {@code VECTOR_SEARCH} answers from, and models that {@code
 * ML_PREDICT} embeds with. Flink finds both by name through {@code META-INF/services}; start from
 * {@link io.nearfield.flink.sql.NearfieldTableFactory} and {@link
 * io.nearfield.flink.sql.OnnxModelProviderFactory}. Classes that are public only because the code
 * that Flink generates calls them say so.
 *
 * <p>Allowed imports: Flink, {@code io.nearfield.connect}.
 */
package io.nearfield.flink.sql;
