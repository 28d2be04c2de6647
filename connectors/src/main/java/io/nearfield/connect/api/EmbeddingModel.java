package io.nearfield.connect.api;

/**
 * Turns content into a vector.
 *
 * <p>The same content gives the same vector bit for bit: alone or among others, in any thread, in
 * any engine, on the same kind of processor. Instances are thread-safe and are shared by all tasks
 * of a process; they hold native memory until closed.
 */
public interface EmbeddingModel extends AutoCloseable {

  ModelIdentity identity();

  /** Whether {@link #embed} takes this kind of content: {@code Content.Text.class} for words. */
  boolean accepts(Class<? extends Content> kind);

  /**
   * Embeds one content.
   *
   * @return a new array of {@code identity().dimension()} finite numbers
   * @throws NearfieldException if the content cannot be embedded (undecodable picture, a number
   *     that is not finite); the model stays usable
   */
  float[] embed(Content content);

  @Override
  void close();
}
