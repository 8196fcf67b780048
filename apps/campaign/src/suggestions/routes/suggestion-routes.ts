import { GetSuggestionRoute } from './get-suggestion.route.js';
import { ListSuggestionsRoute } from './list-suggestions.route.js';
import { SetStatusRoute } from './set-status.route.js';

export const suggestionRoutes = [ListSuggestionsRoute, GetSuggestionRoute, SetStatusRoute];
