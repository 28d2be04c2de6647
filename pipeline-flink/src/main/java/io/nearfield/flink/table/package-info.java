/**
 * Internal: what the live job writes into the tables, exactly once. Changes that counted are
 * written to files by {@link io.nearfield.flink.table.StageChanges} and become the checkpoint's at
 * its barrier; once a checkpoint is complete, {@link io.nearfield.flink.table.CommitChanges}
 * commits what its files hold. Start from {@link io.nearfield.flink.table.TableSink}.
 *
 * <p>Allowed imports: Flink, {@code io.nearfield.flink.message}, {@code io.nearfield.connect},
 * {@code io.nearfield.index}.
 */
package io.nearfield.flink.table;
