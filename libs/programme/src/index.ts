export { accessWindowsOf, invitationMistakes, type AccessWindow } from './access-windows.schema.js';
export * from './ad-hoc-campaign.schema.js';
export * from './add-version.js';
export * from './audience-mistakes.js';
export * from './conditions/compile-condition.js';
export * from './describe-programme.js';
export * from './diff-programmes.js';
export * from './load-programme.js';
export * from './mistakes-of-refusal.js';
export * from './programme-error.js';
export * from './programme-json-schema.js';
export * from './programme-reference.js';
export * from './programme.schema.js';
export { instantsOf } from './recurrence.js';
export * from './themes-named.js';
export * from './version-errors.js';
export * from './versions.js';
export type { Audience } from './audiences.schema.js';
export type { Campaign, OfferBounds } from './campaigns.schema.js';
export type { CaseSettings, ThemeSettings } from './cases.schema.js';
export type { CoalitionSettings } from './coalition.schema.js';
export { limitsIn, type EarnLimits } from './limits.schema.js';
export { allBudgets, type CampaignBudget } from './budgets.schema.js';
export { costMistakes, costOfPoints, offersOf, pointsOf, type CampaignOffer } from './offers.schema.js';
export type { ExpiryPolicy, RuleExpiryPolicy } from './points-life.schema.js';
export { reviewTrustOf, type ReviewTrust } from './review-trust.schema.js';
export type { CatalogueReward } from './rewards.schema.js';
export {
  awardsOf,
  type EarnRule,
  type PointsPerAchievement,
  type PointsPerAmount,
  type PointsPerEngagement,
  type PointsPerPartnerAmount,
  type PointsPerReferral,
  type PointsPerReview,
} from './rules.schema.js';
export type { SurveyRequest, SurveySettings } from './surveys.schema.js';
export type { TierLevel, TierSettings } from './tiers.schema.js';
