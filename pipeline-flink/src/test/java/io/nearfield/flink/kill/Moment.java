package io.nearfield.flink.kill;

/** What goes on when it dies, besides changes and lookups. */
enum Moment {
  /** Nothing else. */
  CHANGES,
  /** A checkpoint has begun and is not complete. */
  CHECKPOINT,
  /** Another generation has just become active. */
  SWAP,
  /** A checkpoint is just complete, so that its changes are being committed to the tables. */
  COMMIT
}
