package io.nearfield.jobs.quickstart.sample;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One finished picture and what is seen on it.
 *
 * @param image {@value SamplePictures#WIDTH} x {@value SamplePictures#HEIGHT} pixels
 * @param seen the things, back to front
 */
record Scene(BufferedImage image, List<Scene.Seen> seen) {

  /**
   * A thing and the smallest box of whole pixels around all that was drawn of it, also where
   * something nearer hides a part.
   */
  record Seen(Motif motif, int x, int y, int width, int height) {

    boolean crowds(Seen other) {
      return x < other.x + other.width + GAP
          && other.x < x + width + GAP
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  private static final int GAP = 4;
  private static final int TRIES = 60;

  /** Draws a scene; the same setting and random numbers give the same pixels. */
  static Scene draw(Setting setting, Random random) {
    Canvas canvas = new Canvas(SamplePictures.WIDTH, SamplePictures.HEIGHT);
    int horizon = setting.horizon();
    setting.paint(canvas, horizon, random);

    List<Seen> seen = new ArrayList<>();
    for (Motif motif : setting.far()) {
      int count = motif == Motif.MOUNTAIN ? random.nextInt(3) : 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        double height = motif == Motif.MOUNTAIN ? 30 + random.nextInt(25) : 22 + random.nextInt(22);
        int foot = motif == Motif.MOUNTAIN ? horizon : horizon + 3 + random.nextInt(6);
        place(canvas, motif, height, foot, random, seen);
      }
    }
    List<Motif> near = chosen(setting, random);
    double tallest = setting == Setting.STUDIO ? 78 - 9.0 * near.size() : 42;
    for (Motif motif : near) {
      double height =
          (0.75 + 0.25 * random.nextDouble()) * tallest / Math.max(1, motif.aspect() / 2);
      int foot = Math.max(horizon + 8, SamplePictures.HEIGHT - 6 - random.nextInt(16));
      place(canvas, motif, height, foot, random, seen);
    }
    return new Scene(canvas.toImage(), List.copyOf(seen));
  }

  /**
   * One to three of the setting's own things, now and then with a guest from the studio, though not
   * on water.
   */
  private static List<Motif> chosen(Setting setting, Random random) {
    Motif[] own = setting.near();
    List<Motif> near = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      near.add(own[random.nextInt(own.length)]);
    }
    if (setting != Setting.STUDIO && setting != Setting.LAKE && random.nextInt(3) == 0) {
      Motif[] guests = Setting.STUDIO.near();
      near.add(guests[random.nextInt(guests.length)]);
    }
    return near;
  }

  /** Draws a thing where it does not crowd what already stands there, if such a place is found. */
  private static void place(
      Canvas canvas, Motif motif, double height, int foot, Random random, List<Seen> seen) {
    double width = height * motif.aspect();
    int colour = motif.colour(random.nextInt(Integer.MAX_VALUE));
    for (int i = 0; i < TRIES; i++) {
      int x = 2 + random.nextInt((int) (SamplePictures.WIDTH - width - 4));
      int y = (int) (foot - height);
      Seen wanted = new Seen(motif, x, y, (int) width + 1, (int) height + 1);
      if (seen.stream().filter(s -> isNear(s.motif()) == isNear(motif)).noneMatch(wanted::crowds)) {
        canvas.beginObject();
        motif.draw(new Pen(canvas, x, y, width, height), colour);
        int[] box = canvas.touched();
        seen.add(new Seen(motif, box[0], box[1], box[2], box[3]));
        return;
      }
    }
  }

  private static boolean isNear(Motif motif) {
    return motif != Motif.MOUNTAIN && motif != Motif.TREE;
  }
}
