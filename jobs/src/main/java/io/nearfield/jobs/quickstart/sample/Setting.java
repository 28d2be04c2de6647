package io.nearfield.jobs.quickstart.sample;

import java.util.Locale;
import java.util.Random;

/** Where the things of a picture stand: the background and what may be seen before it. */
enum Setting {
  MEADOW(0.52, new Motif[] {Motif.MOUNTAIN, Motif.TREE}, new Motif[] {Motif.TENT, Motif.BACKPACK}) {
    @Override
    void paint(Canvas canvas, int horizon, Random random) {
      canvas.shade(0, horizon, 0x8ECAE6, 0xE3F4FB);
      canvas.shade(horizon, LAST_ROW, 0xA7C957, 0x6A994E);
      dots(canvas, horizon + 8, random, 0xFFF3B0, 0xF28482);
    }
  },
  DUSK(0.6, new Motif[] {Motif.MOUNTAIN, Motif.TREE}, new Motif[] {Motif.CAMPFIRE, Motif.TENT}) {
    @Override
    void paint(Canvas canvas, int horizon, Random random) {
      canvas.shade(0, horizon, 0x5E548E, 0xFFB385);
      canvas.shade(horizon, LAST_ROW, 0x5A4A3F, 0x2F2A28);
    }
  },
  NIGHT(0.64, new Motif[] {Motif.TREE}, new Motif[] {Motif.LANTERN, Motif.TENT}) {
    @Override
    void paint(Canvas canvas, int horizon, Random random) {
      canvas.shade(0, horizon, 0x0B132B, 0x1C2541);
      canvas.shade(horizon, LAST_ROW, 0x17301F, 0x0E1C14);
      for (int i = 0; i < 40; i++) {
        double x = random.nextInt(SamplePictures.WIDTH);
        double y = random.nextInt(horizon - 8);
        canvas.fill(0xF1F5FF, x, y, x + 1, y, x + 1, y + 1, x, y + 1);
      }
    }
  },
  SNOW(0.5, new Motif[] {Motif.MOUNTAIN, Motif.TREE}, new Motif[] {Motif.BOOT, Motif.TENT}) {
    @Override
    void paint(Canvas canvas, int horizon, Random random) {
      canvas.shade(0, horizon, 0xB8C9D9, 0xEAF1F7);
      canvas.shade(horizon, LAST_ROW, 0xFFFFFF, 0xD5E2EE);
    }
  },
  LAKE(0.42, new Motif[] {Motif.MOUNTAIN, Motif.TREE}, new Motif[] {Motif.CANOE}) {
    @Override
    void paint(Canvas canvas, int horizon, Random random) {
      canvas.shade(0, horizon, 0x90E0EF, 0xE8F9FD);
      canvas.shade(horizon, LAST_ROW, 0x3A8FB7, 0x14507A);
      for (int i = 0; i < 22; i++) {
        double x = random.nextInt(SamplePictures.WIDTH - 14);
        double y = horizon + 4 + random.nextInt(SamplePictures.HEIGHT - horizon - 5);
        canvas.fill(0x8FC7DE, x, y, x + 12, y, x + 12, y + 0.75, x, y + 0.75);
      }
    }
  },
  STUDIO(0.78, new Motif[] {}, new Motif[] {Motif.MUG, Motif.BOOT, Motif.LANTERN, Motif.BACKPACK}) {
    @Override
    void paint(Canvas canvas, int horizon, Random random) {
      int wall = WALLS[random.nextInt(WALLS.length)];
      canvas.shade(0, horizon, Colours.lighter(wall), wall);
      canvas.shade(horizon, LAST_ROW, Colours.darker(wall), Colours.mix(wall, 0x000000, 0.15));
    }
  };

  private static final int LAST_ROW = SamplePictures.HEIGHT - 1;
  private static final int[] WALLS = {
    0xF2CC8F, 0xCDB4DB, 0xA8DADC, 0xD8E2DC, 0xF4ACB7, 0xB7C9A8, 0xE5E5E5
  };

  private final double horizon;

  @SuppressWarnings("ImmutableEnumChecker") // copied when handed out
  private final Motif[] far;

  @SuppressWarnings("ImmutableEnumChecker") // copied when handed out
  private final Motif[] near;

  Setting(double horizon, Motif[] far, Motif[] near) {
    this.horizon = horizon;
    this.far = far;
    this.near = near;
  }

  /** Paints the background; {@code horizon} is the first pixel row of the ground. */
  abstract void paint(Canvas canvas, int horizon, Random random);

  /** The first pixel row of the ground. */
  int horizon() {
    return (int) (horizon * SamplePictures.HEIGHT);
  }

  /** What stands at the horizon; may be empty. */
  Motif[] far() {
    return far.clone();
  }

  /** What stands in front. */
  Motif[] near() {
    return near.clone();
  }

  /** The start of its pictures' file names. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static void dots(Canvas canvas, int from, Random random, int... colours) {
    for (int i = 0; i < 36; i++) {
      double x = random.nextInt(SamplePictures.WIDTH - 2);
      double y = from + random.nextInt(SamplePictures.HEIGHT - from - 2);
      canvas.fill(colours[i % colours.length], x, y, x + 1.5, y, x + 1.5, y + 1.5, x, y + 1.5);
    }
  }
}
