/**
 * `tell` of an object, asked once while the object lives. For what depends on the object alone: the rules of tables and
 * bindings, which never change and which every batch asks about.
 */
export function once<K extends object, V>(tell: (of: K) => V): (of: K) => V {
  const told = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    let known = told.get(of);
    if (known === undefined) {
      known = { value: tell(of) };
      told.set(of, known);
    }
    return known.value;
  };
}
