package io.nearfield.connect.api;

import java.util.ArrayList;
import java.util.List;

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
   *     that is not finite); a {@link ModelRunException} if the content need not be to blame. The
   *     model stays usable
   */
  float[] embed(Content content);

  /**
   * Whether the model's arithmetic keeps the contents of one run apart, so that running many at
   * once changes no bit of any vector. If not, {@link #embed(List)} runs them one by one, and
   * nothing is gained by giving it many.
   */
  default boolean batchInvariant() {
    return false;
  }

  /**
   * Embeds many contents; each gets the vector that {@link #embed(Content)} gives it. How many run
   * at once is the model's affair: memory stays bounded however many there are and whatever their
   * lengths.
   *
   * @return one new array for each content, in their order
   * @throws NearfieldException if one of them cannot be embedded; which one is not said, so halve
   *     the list to find it
   */
  default List<float[]> embed(List<Content> contents) {
    List<float[]> vectors = new ArrayList<>(contents.size());
    for (Content content : contents) {
      vectors.add(embed(content));
    }
    return vectors;
  }

  @Override
  void close();
}
