//! The third ring: the built binary walks an incident on a stack of real AWS calls.

mod blind;
mod certificates;
mod cut_off;
mod doctor;
mod expressed;
mod first_response;
mod fleet;
mod holding;
mod mail;
mod no_repair;
mod pecks;
mod place;
mod pre_deploy;
mod refused;
mod repair;
mod rollback;
mod stable;
mod unsure;
mod watching;
mod whole_incident;
