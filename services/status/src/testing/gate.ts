/** Something that is closed until it is opened. For tests that hold a neighbour up. */
export function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}
