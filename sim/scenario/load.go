package scenario

// Load reads, decodes and checks the scenario file at path. Its error is an
// *Errors that lists every fault with its position.
func Load(path string, c Catalog) (*Scenario, error) { panic("being written") }

// Decode is Load for bytes in memory; name stands for the file in messages.
// Files that the scenario refers to are not looked for.
func Decode(name string, data []byte, c Catalog) (*Scenario, error) { panic("being written") }

// Canonical is the resolved scenario as bytes that are the same however its
// file was laid out.
func (s *Scenario) Canonical() []byte { panic("being written") }

// YAML is the resolved scenario as a scenario file, which decodes to an equal
// scenario.
func (s *Scenario) YAML() []byte { panic("being written") }
