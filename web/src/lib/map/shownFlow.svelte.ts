/** Flows of a study over lines, while its tab is open: the map then draws lines as wide as these. */
class ShownFlow {
  of = $state.raw<Map<string, number> | null>(null); // id of a line → loads or tonnes
}

export const shownFlow = new ShownFlow();
