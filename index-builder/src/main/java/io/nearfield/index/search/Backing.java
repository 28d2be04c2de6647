package io.nearfield.index.search;

/**
 * What the storages of an index lie in, if not the heap: a file that may be cut or become
 * unreadable under its readers. Then the virtual machine leaves the arrays that were to be filled
 * as they are, and throws an {@link InternalError} at once or some time later; so whatever was read
 * counts only after a {@link #check}.
 */
public interface Backing {

  /** All entries are on the heap. */
  Backing HEAP =
      new Backing() {
        @Override
        public void check() {}

        @Override
        public RuntimeException explain(InternalError fault) {
          throw fault;
        }
      };

  /** Throws unless everything that this thread has read so far was there. */
  void check();

  /** What a fault means that came up while entries were read. */
  RuntimeException explain(InternalError fault);
}
