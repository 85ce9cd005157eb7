//! Lays the deploys of several plans beside each other.

use std::collections::BTreeMap;

use super::Piece;
use super::merge;
use crate::{Deploy, Phase};

/// The deploys of all pieces, in an order that each can be run in.
pub(super) fn out(pieces: &mut [Piece]) -> Vec<Deploy> {
    let mut laid: Vec<Laid> = Vec::new();
    // What the application was asked for already.
    let mut released: Vec<String> = Vec::new();
    loop {
        let ready: Vec<usize> = (0..pieces.len())
            .filter(|it| !pieces[*it].finished() && is_ready(pieces, *it))
            .collect();
        if ready.is_empty() {
            break;
        }
        let asks = |it: &usize| next(&pieces[*it]).and_then(|it| it.application.clone());
        let phase = |it: &usize| next(&pieces[*it]).map_or(Phase::Expand, |it| it.phase);
        let earliest = ready.iter().map(phase).min().unwrap_or(Phase::Expand);
        let free: Vec<usize> = ready
            .iter()
            .copied()
            .filter(|it| asks(it).is_none_or(|it| released.contains(&it)))
            .collect();
        // A release is asked for when there is nothing else to do in this phase, and then for
        // all that is ready.
        let application = free.iter().all(|it| phase(it) > earliest).then(|| {
            let mut said: Vec<String> = Vec::new();
            for it in ready.iter().filter_map(asks) {
                if !said.contains(&it) && !released.contains(&it) {
                    said.push(it);
                }
            }
            released.extend(said.iter().cloned());
            said.join(" ")
        });
        let candidates = if application.is_some() { ready } else { free };
        let mut best: Option<Wave> = None;
        for first in candidates.into_iter().filter(|it| phase(it) == earliest) {
            let Some(wave) = wave(pieces, first, &released) else {
                continue;
            };
            // Short work first: what is long finds more company later on.
            let rank = |it: &Wave| (!merge::is_long(&it.deploy), it.members.len());
            if best.as_ref().is_none_or(|it| rank(&wave) > rank(it)) {
                best = Some(wave);
            }
        }
        let Some(mut wave) = best else { break };
        if let Some(application) = application {
            wave.deploy.application = Some(application);
        }
        for it in &wave.members {
            pieces[*it].done += 1;
        }
        laid.push(Laid {
            deploy: wave.deploy,
            from: wave.from,
        });
    }
    number(pieces, laid)
}

struct Laid {
    deploy: Deploy,
    /// For each step the piece and the step ids that it was there.
    from: Vec<Vec<(usize, String)>>,
}

/// Deploys of several pieces as one.
struct Wave {
    deploy: Deploy,
    members: Vec<usize>,
    from: Vec<Vec<(usize, String)>>,
}

fn is_ready(pieces: &[Piece], at: usize) -> bool {
    pieces[at].after.iter().all(|it| pieces[*it].finished())
}

fn next(piece: &Piece) -> Option<&Deploy> {
    piece.plan.deploys.get(piece.done)
}

/// The next deploy of a piece, with those of others that may share it.
fn wave(pieces: &[Piece], first: usize, released: &[String]) -> Option<Wave> {
    let deploy = next(&pieces[first])?.clone();
    let from = deploy
        .steps
        .iter()
        .map(|it| vec![(first, it.id.clone())])
        .collect();
    let mut res = Wave {
        deploy,
        members: vec![first],
        from,
    };
    for at in 0..pieces.len() {
        let piece = &pieces[at];
        if res.members.contains(&at) || piece.finished() {
            continue;
        }
        // What it waits for may be finished by this very deploy.
        let last = |it: &usize| pieces[*it].done + 1 >= pieces[*it].plan.deploys.len();
        let ready = piece
            .after
            .iter()
            .all(|it| pieces[*it].finished() || (res.members.contains(it) && last(it)));
        let Some(deploy) = next(piece).filter(|_| ready) else {
            continue;
        };
        let asked = deploy.application.as_ref();
        if asked.is_some_and(|it| !released.contains(it)) || deploy.phase > res.deploy.phase {
            continue;
        }
        if let Some(merged) = merge::merged(&res.deploy, deploy) {
            let own = deploy.steps.iter().map(|it| vec![(at, it.id.clone())]);
            merge::join(&mut res.from, own.collect(), merged.one_batch);
            res.deploy = merged.deploy;
            res.members.push(at);
        }
    }
    Some(res)
}

/// Names, phases, step ids and dependencies of the whole.
fn number(pieces: &[Piece], laid: Vec<Laid>) -> Vec<Deploy> {
    let mut ids: BTreeMap<(usize, String), String> = BTreeMap::new();
    let mut count = 0;
    for it in laid.iter().flat_map(|it| &it.from) {
        count += 1;
        for own in it {
            ids.insert(own.clone(), format!("s{count}"));
        }
    }
    // What a piece waits for: its steps' own order, and the ends of others.
    let steps_of = |at: usize| pieces[at].plan.deploys.iter().flat_map(|it| &it.steps);
    let ends: Vec<Option<String>> = (0..pieces.len())
        .map(|at| Some((at, steps_of(at).last()?.id.clone())))
        .map(|it| it.and_then(|it| ids.get(&it).cloned()))
        .collect();
    let mut phase = Phase::Expand;
    let mut count = 0;
    let mut res = Vec::new();
    for (at, laid) in laid.into_iter().enumerate() {
        let mut deploy = laid.deploy;
        // A plan of several parts never steps back into an earlier phase.
        phase = phase.max(deploy.phase);
        deploy.phase = phase;
        for (step, from) in deploy.steps.iter_mut().zip(&laid.from) {
            count += 1;
            step.id = format!("s{count}");
            if step.transaction.is_some() {
                step.transaction = Some(format!("t{}", at + 1));
            }
            let mut needs: Vec<String> = Vec::new();
            for (piece, id) in from {
                let own: Vec<&crate::Step> = steps_of(*piece).collect();
                let place = own.iter().position(|it| it.id == *id).unwrap_or_default();
                match place.checked_sub(1) {
                    Some(before) => {
                        needs.extend(ids.get(&(*piece, own[before].id.clone())).cloned());
                    }
                    None => {
                        let after = pieces[*piece].after.iter();
                        needs.extend(after.filter_map(|it| ends[*it].clone()));
                    }
                }
            }
            needs.retain(|it| *it != step.id);
            needs.sort_by_key(|it| (it.len(), it.clone()));
            needs.dedup();
            step.depends_on = needs;
        }
        res.push(deploy);
    }
    res
}
