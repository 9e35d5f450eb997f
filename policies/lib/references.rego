# METADATA
# title: References between resources
# description: |
#   Tells whether one resource points at another. Before apply a name is often unknown, and then the reference that the
#   configuration makes is what is left. Live resources have names and no references: compare these in a rule beside.
package probity.lib.references

# METADATA
# description: The property of `resource` refers to `target`.
points_at(resource, property, target) if {
	some id in resource.references[property]
	id == target.id
}
