/**
 * What a dataset, an item, a feature set, an index generation, a change and a lookup <em>are</em>,
 * for every engine and every door. Start from {@link io.nearfield.connect.api.Lookup}.
 *
 * <p>Allowed imports: the JDK and the value types of {@code io.nearfield.index} ({@code Metric},
 * {@code IndexSpec}). No third-party type appears here.
 */
package io.nearfield.connect.api;
