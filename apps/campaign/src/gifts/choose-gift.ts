import { deterministicId, offerChosen, type OfferChosen } from '@perennial/contracts';
import { writeOutbox, type OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { holdGift, saveChoice, type Gift } from './hold-gift.js';

interface Wanted {
  readonly choice?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * Has a member choose the variant of a gift and write the note that goes with it: once, both together. Whoever chooses the same
 * at the same moment waits, and is told that it was chosen.
 *
 * @throws ProblemError UNKNOWN_OFFER (404), ALREADY_CHOSEN (409), UNKNOWN_CHOICE (422), NOTE_REFUSED (422)
 */
export async function chooseGift(
  { tx, clock }: { readonly tx: Tx; readonly clock: Clock },
  { customerId, offerId }: { readonly customerId: string; readonly offerId: string },
  wanted: Wanted,
): Promise<CommandResult> {
  const gift = await holdGift(tx, customerId, offerId);
  if (!gift) throw new ProblemError(404, 'UNKNOWN_OFFER', 'The member has no offer of this id.');
  refuseUnfit(gift, wanted);
  if (gift.isChosen) throw new ProblemError(409, 'ALREADY_CHOSEN', 'The gift was chosen before.');
  const at = clock();
  await saveChoice(tx, gift, wanted, at);
  await writeOutbox(tx, [chosenMessage(gift, wanted, at)], '/perennial/campaign');
  const { choice } = wanted;
  return { status: 200, body: { offerId, ...(choice !== undefined && { choice }), chosenAt: at.toISOString() } };
}

function refuseUnfit({ choices, noteMax }: Gift, { choice, note }: Wanted): void {
  const fits = choices.length === 0 ? choice === undefined : choice !== undefined && choices.includes(choice);
  if (!fits || choices.length + noteMax === 0) {
    const there = choices.length === 0 ? 'There is no variant to choose.' : `There are: ${choices.join(', ')}.`;
    throw new ProblemError(422, 'UNKNOWN_CHOICE', there, { choices });
  }
  if (choice === undefined && note === undefined)
    throw new ProblemError(422, 'NOTE_REFUSED', 'There is no variant to choose, so a note has to be there.', {
      noteMax,
    });
  if (note !== undefined && [...note].length > noteMax) {
    const most = noteMax === 0 ? 'No note goes with it.' : `A note has at most ${noteMax} characters.`;
    throw new ProblemError(422, 'NOTE_REFUSED', most, { noteMax });
  }
}

/** What the member wrote is not in it: messages are kept for ever, and members may be forgotten. */
function chosenMessage(
  { customerId, offerId, campaignId, programmeVersion }: Gift,
  wanted: Wanted,
  at: Date,
): OutgoingMessage {
  const { choice, note } = wanted;
  const data: OfferChosen = {
    ...{ offerId, campaignId, customerId, arm: 'treatment', hasNote: note !== undefined },
    ...(choice !== undefined && { choice }),
    reason: { rule: campaignId, programmeVersion, text: 'Chosen by the customer' },
  };
  return {
    type: offerChosen.type,
    id: deterministicId('offer-chosen', offerId),
    time: at.toISOString(),
    subject: customerId,
    data,
  };
}
