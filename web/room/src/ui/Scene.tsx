// The picture behind the hero: sun and people. Decoration, hidden from assistive technology.

const MOST = 14;
const FEWEST = 7;

/** Figures in front of "you": exact for the last ones, else fewer the further one has come. */
export function figures(ahead: number, progress: number): number {
  return Math.min(ahead, FEWEST + Math.round((MOST - FEWEST) * (1 - progress)));
}

export function Scene({ people }: { people: number | null }) {
  return (
    <div class="scene" aria-hidden="true">
      <i class="stars" />
      <i class="sun" />
      {people !== null && (
        <div class="people">
          <i class="person you" key="you" />
          {/* Keyed from the front, so that the figure at the door is the one that goes. */}
          {Array.from({ length: people }, (_, n) => (
            <i class="person" key={people - n} />
          ))}
        </div>
      )}
    </div>
  );
}

export function Glints() {
  return (
    <div class="glints" aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
