# METADATA
# title: References between resources
# description: |
#   Tells whether one resource points at another. Before apply a name is often unknown, and then the reference that the
#   configuration makes is what is left; for live resources the name decides.
package probity.lib.references

# METADATA
# description: The property of `resource` refers to `target`, which is called `name`.
points_at(resource, property, target, _) if {
	some id in resource.references[property]
	id == target.id
}

points_at(resource, property, _, name) if resource.properties[property] == name
