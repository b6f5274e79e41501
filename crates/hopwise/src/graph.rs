//! What was understood, drawn.

use hopwise_engine::Place;
use hopwise_model::design::Source;
use hopwise_report::{Area, GraphReport};

use crate::error::Error;
use crate::network::{Network, reported_warnings};
use crate::question::{TraceError, origins};

impl Network {
    /// The places of the network and the moves of packets between them, few enough to be looked at: the only VPC with all that its
    /// packets leave it by, or all VPCs as one place each; around something, only what leads to it and where it leads. `around` is
    /// the id of anything that packets are at, or what [`TraceRequest::from`](crate::TraceRequest) takes.
    ///
    /// # Errors
    ///
    /// [`Error::Trace`] where nothing has that id.
    pub fn graph(&self, around: Option<&str>) -> Result<GraphReport, Error> {
        let area = around.map_or_else(|| Ok(Area::of(self.design())), |id| self.area(id))?;
        let warnings = reported_warnings(self.warnings());
        Ok(GraphReport::new(self.design(), area, around.map(str::to_owned), warnings))
    }

    fn area(&self, id: &str) -> Result<Area, Error> {
        if let Some(area) = Area::around(self.design(), id) {
            return Ok(area);
        }
        let found = origins(self.inventory(), self.design(), id).map_err(|error| match error {
            TraceError::NotASource { text, .. } => TraceError::NoPlace(text),
            error => error,
        })?;
        let place = found.known.first().map(|origin| match &origin.source {
            Source::Interface(interface) => self.engine().graph().of_interface(*interface),
            Source::Placement(placement) => Place::Subnet(placement.subnet),
            Source::Internet => Place::Internet,
        });
        Ok(Area::Around(place.unwrap_or(Place::Internet)))
    }
}
