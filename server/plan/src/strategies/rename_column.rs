//! A column's name, by way of a second column that both names' code can use.

use model::Operation;
use model::name::quote_identifier;

use crate::carry::{self, Copies, Move};
use crate::draft::Draft;
use crate::{Phase, Plan, Request, Strategy, names};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "rename-column",
    since: "0.1.0",
    docs: include_str!("rename_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::RenameColumn(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let (name, to) = (it.column.as_str(), it.to.as_str());
    let column = target.column(name);
    // Without a type, and where no second column can take over, a view can still show both names.
    let ty = column.and_then(|it| it.ty.clone())?;
    let numbered = column.is_some_and(crate::column::numbered);
    if numbered || carry::obstacle(&draft.catalog, &target, name).is_some() {
        return None;
    }
    let stem = format!("{}_{name}", target.stem());
    let mut this = Move {
        from: name.to_owned(),
        to: to.to_owned(),
        old_type: ty.clone(),
        new_type: ty,
        collation: column.and_then(|it| it.collation.clone()),
        value: quote_identifier(name),
        back: None,
        fallible: false,
        merges: false,
        default: None,
        takes_name: false,
        function: names::function(&draft.catalog, &stem, "sync"),
        trigger: names::trigger(&stem, "sync"),
        copies: Copies::default(),
        target,
    };
    let both = both_ways(name, to);
    this.add(&mut draft, &both, None);
    this.fill(&mut draft);
    this.copy(&mut draft);
    draft.deploy(
        Phase::Migrate,
        &["switch", this.target.stem(), to],
        format!("{}.{to} takes over what hangs on {name}.", it.table),
    );
    draft.after_release(format!(
        "Every release that runs uses {}.{to}, not {name}.",
        it.table
    ));
    draft.breaks(
        "constraint_removal",
        &it.table,
        Some(name),
        format!("The same constraints hold on {to} from the same moment on."),
    );
    let reverse = |_: &str, _: &str| both.clone();
    let left = carry::swap(&mut draft, &this, &both, Some(&reverse));
    carry::contract(&mut draft, &this, &left);
    let why = format!(
        "A second column {to} stands beside {name}, a trigger keeps both in step whichever one code writes, and {name} goes when no code names it any more."
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// Whichever column was written decides.
fn both_ways(old: &str, new: &str) -> String {
    let (old, new) = (quote_identifier(old), quote_identifier(new));
    format!(
        "  IF TG_OP = 'INSERT' THEN
    IF NEW.{new} IS NULL THEN
      NEW.{new} := NEW.{old};
    ELSE
      NEW.{old} := NEW.{new};
    END IF;
  ELSIF NEW.{new} IS DISTINCT FROM OLD.{new} THEN
    NEW.{old} := NEW.{new};
  ELSE
    NEW.{new} := NEW.{old};
  END IF;
"
    )
}
