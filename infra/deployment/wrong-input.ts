/** What whoever typed a command has to change: its message is for them, where in the code it was found is of no use. */
export class WrongInput extends Error {
  override readonly name = 'WrongInput';
}
