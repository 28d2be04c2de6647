/**
 * Internal: the live job's operators, one idea each. Follow a change from {@link
 * io.nearfield.flink.operator.ParseChange} over {@link io.nearfield.flink.operator.EntityRouter} to
 * {@link io.nearfield.flink.operator.PartitionOperator}, and a lookup from {@link
 * io.nearfield.flink.operator.ParseLookup} over {@link io.nearfield.flink.operator.ProbeCells} to
 * {@link io.nearfield.flink.operator.MergeAnswers}.
 *
 * <p>Allowed imports: Flink, {@code io.nearfield.flink.message}, {@code io.nearfield.connect},
 * {@code io.nearfield.index}.
 */
package io.nearfield.flink.operator;
