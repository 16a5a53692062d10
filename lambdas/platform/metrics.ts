/** Business metrics: names in CamelCase, always counted per process and summed where they are looked at. */
export interface Metrics {
  count(name: string, value: number): void;
}
